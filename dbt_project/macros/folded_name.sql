{# A name without diacritics, case, titles and punctuation; the same folding as ingest.localities.fold. #}
{% macro folded_name(name) -%}
    regexp_replace(
        trim(regexp_replace(replace(lower(strip_accents({{ name }})), 'đ', 'd'), '[^a-z0-9]+', ' ', 'g')),
        '^(ubnd )?(tinh |thanh pho |tp )?', ''
    )
{%- endmacro %}

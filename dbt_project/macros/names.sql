{# A name without diacritics, case and punctuation; the same as ingest.localities.names.plain. Ð and ð are other
   letters than Đ and đ; fonts show them alike, so files mix them up. #}
{% macro plain_name(name) -%}
    trim(regexp_replace(translate(lower(strip_accents({{ name }})), 'đð', 'dd'), '[^a-z0-9]+', ' ', 'g'))
{%- endmacro %}

{# The plain name of a province without its title; the same folding as ingest.localities.fold. #}
{% macro folded_name(name) -%}
    regexp_replace(
        regexp_replace(
            {{ plain_name(name) }},
            '^(ubnd |uy ban nhan dan )?(tinh |thanh pho |tp |t p )?', ''
        ),
        ' (province|city)$', ''
    )
{%- endmacro %}

{# A name with its diacritics, without case and punctuation, the same as ingest.localities.names.marked. The tone
   of "hòa" may stand on either vowel ("hoà"): here it stands on the second. #}
{% macro marked_name(name) -%}
    {%- set tones = [
        'òa oà', 'óa oá', 'ỏa oả', 'õa oã', 'ọa oạ',
        'òe oè', 'óe oé', 'ỏe oẻ', 'õe oẽ', 'ọe oẹ',
        'ùy uỳ', 'úy uý', 'ủy uỷ', 'ũy uỹ', 'ụy uỵ',
    ] -%}
    {%- set text = namespace(sql="lower(nfc_normalize(" ~ name ~ "))") -%}
    {%- for tone in tones -%}
        {%- set first, second = tone.split() -%}
        {%- set text.sql = "replace(" ~ text.sql ~ ", '" ~ first ~ "', '" ~ second ~ "')" -%}
    {%- endfor -%}
    trim(regexp_replace({{ text.sql }}, '[^\p{L}\p{N}]+', ' ', 'g'))
{%- endmacro %}

{# Whether a text, given plain and marked, ends with a name: with the same diacritics, or it has none at all;
   the same as ingest.localities.names.is_spelled. #}
{% macro is_spelled(marked_text, plain_text, marked_name) -%}
    ({{ marked_text }} = {{ plain_text }} or ends_with(' ' || {{ marked_text }}, ' ' || {{ marked_name }}))
{%- endmacro %}

{# A key of 32 hexadecimal digits from columns; an empty one counts as a text of its own. #}
{% macro key_of(columns) -%}
    left(
        sha256(
            concat_ws(chr(31)
            {%- for column in columns -%}
                , coalesce(cast({{ column }} as varchar), chr(30))
            {%- endfor -%}
            )
        ), 32
    )
{%- endmacro %}

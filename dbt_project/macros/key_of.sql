{# A key of 32 hexadecimal digits from columns; an empty one counts as a text of its own. #}
{% macro key_of(columns) -%}
    {%- set texts = namespace(sql="") -%}
    {%- for column in columns -%}
        {%- set texts.sql = texts.sql ~ ", coalesce(cast(" ~ column ~ " as varchar), chr(30))" -%}
    {%- endfor -%}
    left(sha256(concat_ws(chr(31){{ texts.sql }})), 32)
{%- endmacro %}

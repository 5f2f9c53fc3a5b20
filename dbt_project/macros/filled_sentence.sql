{# A sentence with its words in braces replaced: `words` is a list of (word, SQL expression); a missing one leaves
   nothing in its place. #}
{% macro filled_sentence(sentence, words) -%}
    {%- set text = namespace(sql=sentence) -%}
    {%- for word, value in words -%}
        {%- set text.sql = "replace(" ~ text.sql ~ ", '{" ~ word ~ "}', coalesce(" ~ value ~ ", ''))" -%}
    {%- endfor -%}
    {{ text.sql }}
{%- endmacro %}

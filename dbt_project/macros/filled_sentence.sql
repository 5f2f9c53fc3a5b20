{# A sentence with its words in braces replaced: `words` is a list of (word, SQL expression); a missing one leaves
   nothing in its place. #}
{% macro filled_sentence(sentence, words) -%}
    {%- set text = namespace(sql=sentence) -%}
    {%- for word, value in words -%}
        {%- set text.sql = "replace(" ~ text.sql ~ ", '{" ~ word ~ "}', coalesce(" ~ value ~ ", ''))" -%}
    {%- endfor -%}
    {{ text.sql }}
{%- endmacro %}

{# A promise in few words: how much, of what level, by when. #}
{% macro told_promise(language) -%}
    concat_ws(
        ' ',
        case when targets.comparator <> '=' then comparators.name_{{ language }} end,
        printf('%.15g', targets.value_low) || coalesce(printf('–%.15g', targets.value_high), ''),
        '(' || concat_ws(
            ', ', targets.unit, levels.name_{{ language }},
            case
                when targets.period_start < targets.year_key then targets.period_start || '–' || targets.year_key
                when targets.year_key > 0 then cast(targets.year_key as varchar)
            end
        ) || ')'
    )
{%- endmacro %}

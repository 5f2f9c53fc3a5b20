{# One row when rows of the table meet the condition, which breaks the rule: how many, and an example of what they hold. #}
{% macro rows_against(model, rule, condition, example) %}
    select
        '{{ rule | replace("'", "''") }}' as rule,
        cast(min({{ example }}) as varchar) as example,
        count(*) as row_count
    from {{ model }}
    where {{ condition }}
    having count(*) > 0
{% endmacro %}


{# One row when rows of the table agree in all of the columns. Rows with an empty cell in a single column do not count. #}
{% macro rows_alike(model, columns) %}
    select
        '{{ columns | join(", ") }}: no two rows agree' as rule,
        min(example) as example,
        cast(sum(row_count) as bigint) as row_count
    from (
        select
            concat_ws(' | ', {{ columns | join(', ') }}) as example,
            count(*) as row_count
        from {{ model }}
        where {{ columns[0] ~ ' is not null' if columns | length == 1 else 'true' }}
        group by {{ columns | join(', ') }}
        having count(*) > 1
    )
    having count(*) > 0
{% endmacro %}

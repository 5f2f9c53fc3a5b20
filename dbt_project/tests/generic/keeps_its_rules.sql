{#
What must hold of a table, as one test: a night has hundreds of rules, and each test costs dbt more than its query.

  filled      columns that are never empty
  unique      columns, or lists of columns, in which no two rows agree
  values      column: the only values that it may have
  references  column: the table in which its values stand, under the same name; {table: ..., column: ...} where they
              stand under another
  conditions  name: what every row must meet; a row for which it cannot be decided does not meet it

Empty cells break `filled` and `conditions` only. One row comes back for each rule that is broken.
#}
{% test keeps_its_rules(model, filled=[], unique=[], values={}, references={}, conditions={}) %}

    {%- set rules = [] -%}

    {%- for column in filled -%}
        {%- do rules.append(rows_against(model, column ~ ' is filled', column ~ ' is null', 'null')) -%}
    {%- endfor -%}

    {%- for columns in unique -%}
        {%- do rules.append(rows_alike(model, [columns] if columns is string else columns)) -%}
    {%- endfor -%}

    {%- for column, known in values.items() -%}
        {%- set told = column ~ ' is one of ' ~ known | join(', ') -%}
        {%- set allowed = known | map('string') | map('replace', "'", "''") | join("', '") -%}
        {%- set unknown = "cast(" ~ column ~ " as varchar) not in ('" ~ allowed ~ "')" -%}
        {%- do rules.append(rows_against(model, told, unknown, column)) -%}
    {%- endfor -%}

    {%- for column, target in references.items() -%}
        {%- set table = target if target.identifier else target.table -%}
        {%- set field = column if target.identifier else target.column -%}
        {%- set told = column ~ ' stands in ' ~ table.identifier ~ '.' ~ field -%}
        {%- set known = '(select ' ~ field ~ ' from ' ~ table ~ ' where ' ~ field ~ ' is not null)' -%}
        {%- set missing = column ~ ' is not null and ' ~ column ~ ' not in ' ~ known -%}
        {%- do rules.append(rows_against(model, told, missing, column)) -%}
    {%- endfor -%}

    {%- for name, condition in conditions.items() -%}
        {%- do rules.append(rows_against(model, name, '(' ~ condition ~ ') is not true', 'null')) -%}
    {%- endfor -%}

    {{ rules | join('\n    union all\n') }}

{% endtest %}

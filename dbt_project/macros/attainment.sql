{# What the rules of attainment share; docs/attainment.md explains them. #}

{# The key of the series that a target asks about or a result belongs to: what must agree, but for the year.
   `counted_from` is 0 where nothing is counted from a year. #}
{% macro series_key(row) -%}
    md5_number(
        concat_ws(
            chr(31), {{ row }}.indicator_key, {{ row }}.place_key, {{ row }}.level_key, {{ row }}.unit,
            {{ row }}.change, {{ row }}.scope, {{ row }}.measured_group, {{ row }}.counted_from
        )
    )
{%- endmacro %}

{# The year from whose end a figure is counted: a change compares with its base, an amount adds up over its
   stated period, which begins where the year before it ends. 0 for a level, and where nobody says it. #}
{% macro counted_from(statement, adds_up) -%}
    case
        when {{ statement }}.change <> '' then coalesce({{ statement }}.baseline_year, {{ statement }}.period_start - 1, 0)
        when {{ adds_up }} then coalesce({{ statement }}.period_start - 1, 0)
        else 0
    end
{%- endmacro %}

{# Whether a result surely reaches what it must reach. A result "over 90" is at least its floor; one of "about 90"
   is not sure to be 90, so it must lie beyond. #}
{% macro surely_reaches(target, actual) -%}
    (
        {{ target }}.must_reach is null
        or {{ actual }}.floor_value > {{ target }}.must_reach
        or (
            {{ actual }}.floor_value = {{ target }}.must_reach
            and ({{ actual }}.comparator = '>' or not {{ target }}.is_strict and {{ actual }}.comparator <> '~')
        )
    )
{%- endmacro %}

{# Whether a result surely stays within what it must not exceed. #}
{% macro surely_stays_within(target, actual) -%}
    (
        {{ target }}.must_not_exceed is null
        or {{ actual }}.ceiling_value < {{ target }}.must_not_exceed
        or (
            {{ actual }}.ceiling_value = {{ target }}.must_not_exceed
            and ({{ actual }}.comparator = '<' or not {{ target }}.is_strict and {{ actual }}.comparator <> '~')
        )
    )
{%- endmacro %}

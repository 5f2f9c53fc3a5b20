{# In which direction a promise or a demand must be met: at least its value, at most, or inside its bounds. A rank is
   better when lower; of a stated decrease, the larger cut is better; "=" means "at least" where higher is better.
   `demand` is a relation with unit, change and comparator; `better` says which way the indicator is better. #}
{% macro demand_direction(demand, better) -%}
    case
        when {{ demand }}.unit = 'rank' and {{ demand }}.change = '' then 'at_most'
        when {{ demand }}.comparator in ('>=', '>') then 'at_least'
        when {{ demand }}.comparator in ('<=', '<') then 'at_most'
        when {{ demand }}.change = 'decrease' or {{ demand }}.unit = 'rank' then 'at_least'
        when {{ better }} = 'higher' then 'at_least'
        when {{ better }} = 'lower' then 'at_most'
        else 'inside'
    end
{%- endmacro %}

{# How much is asked for, as a number of which more is stricter; empty where it has no direction. #}
{% macro demand_strength(direction, low, high) -%}
    case {{ direction }}
        when 'at_least' then {{ low }}
        when 'at_most' then -coalesce({{ high }}, {{ low }})
    end
{%- endmacro %}

{# Of whom or what statements speak, by the words of the seed scope_words: `measured_group`, the group that the scope
   names, else the clause, '' where none or more than one is named; `scope_meaning`, what the scope says besides: ''
   for nothing, codes of conditions, or the scope's own words where the seed does not know them.
   `statements` is a relation with the columns key, indicator_key, scope, plain_scope (marked_name) and clause. #}
{% macro read_scopes(statements, key) %}
    worded as (

        select
            {{ key }},
            indicator_key,
            lower(nfc_normalize(scope)) as scope,
            lower(nfc_normalize(clause)) as clause
        from {{ statements }}

    ),

    -- the words of its indicator, and those of all, which tell of scopes only: two joins, for one with OR takes long
    looked_for as (

        select
            worded.*,
            words.*
        from worded
        inner join {{ ref('scope_words') }} as words on worded.indicator_key = words.indicator_code
        union all
        select
            worded.*,
            words.*
        from worded
        inner join {{ ref('scope_words') }} as words on worded.scope <> '' and words.indicator_code is null

    ),

    found as (

        select
            {{ key }},
            effect,
            meaning,
            indicator_code is not null as is_of_indicator,
            regexp_matches(scope, pattern) as is_in_scope,
            effect = 'group' and regexp_matches(clause, pattern) as is_in_clause
        from looked_for

    ),

    summed as (

        select
            {{ key }},
            list_distinct(list(meaning) filter (where effect = 'group' and is_in_scope)) as groups_of_scope,
            list_distinct(list(meaning) filter (where is_in_clause)) as groups_of_clause,
            coalesce(bool_or(is_in_scope and is_of_indicator), false) as is_explained,
            list_sort(list_distinct(list(meaning) filter (where effect = 'condition' and is_in_scope))) as conditions
        from found
        where is_in_scope or is_in_clause
        group by {{ key }}

    )

    select
        statements.{{ key }},
        case
            when len(summed.groups_of_scope) = 1 then summed.groups_of_scope[1]
            when len(summed.groups_of_scope) is null and len(summed.groups_of_clause) = 1
                then summed.groups_of_clause[1]
            else ''
        end as measured_group,
        case
            when statements.scope = '' or summed.is_explained then ''
            when len(summed.conditions) > 0 then array_to_string(summed.conditions, '+')
            else statements.plain_scope
        end as scope_meaning
    from {{ statements }} as statements
    left join summed on statements.{{ key }} = summed.{{ key }}
{% endmacro %}

-- Where do two documents, or one document with itself, state two values for one promise? / Hai văn bản, hoặc một văn bản với chính nó, mâu thuẫn nhau ở đâu?
with parameters as (
    select
        cast(null as varchar) as province, -- null: all provinces, and the country; the first thousand are listed
        true as only_contradictions -- false: also other comparators, steps within a year, other groups
)

select
    locality.name_vi as province,
    indicator.name_vi as indicator,
    level.name_vi as level,
    pair.year_key as due_year,
    pair.found_in,
    pair.kind,
    pair.comparator,
    pair.value_low as value,
    pair.value_high as value_up_to,
    pair.measured_group,
    document.title,
    pair.later_comparator,
    pair.later_value_low as later_value,
    pair.later_value_high as later_value_up_to,
    pair.later_measured_group,
    later_document.title as later_title,
    pair.unit,
    pair.difference,
    pair.quote,
    pair.later_quote
from fct_target_conflict as pair
inner join parameters on pair.is_contradiction or not parameters.only_contradictions
inner join dim_locality as locality
    on
        pair.locality_key = locality.locality_key
        and locality.name_vi = coalesce(parameters.province, locality.name_vi)
inner join dim_indicator as indicator on pair.indicator_key = indicator.indicator_key
inner join dim_level as level on pair.level_key = level.level_key
inner join dim_document as document on pair.document_key = document.document_key
inner join dim_document as later_document on pair.later_document_key = later_document.document_key
order by pair.found_in, province, indicator.code, level.sort_order, due_year, value, later_value, pair.conflict_key
limit 1000

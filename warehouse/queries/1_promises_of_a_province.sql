-- What did a province promise for a year, by reform area and level? With the sentence. / Tỉnh cam kết gì cho một năm, theo lĩnh vực cải cách và cấp? Kèm câu trích.
with parameters as (
    select
        'Quảng Bình' as province,
        2025 as due_year
)

select
    area.name_vi as area,
    indicator.name_vi as indicator,
    level.name_vi as level,
    commitment.comparator,
    commitment.value_low,
    commitment.value_high,
    commitment.unit,
    commitment.change,
    commitment.scope,
    commitment.is_derived,
    commitment.quote,
    document.title as document,
    commitment.evidence_count,
    commitment.is_in_force
from fct_commitment as commitment
inner join dim_locality as locality on commitment.locality_key = locality.locality_key
inner join dim_indicator as indicator on commitment.indicator_key = indicator.indicator_key
inner join dim_reform_area as area on indicator.area_key = area.area_key
inner join dim_level as level on commitment.level_key = level.level_key
inner join dim_document as document on commitment.document_key = document.document_key
inner join parameters on locality.name_vi = parameters.province and commitment.year_key = parameters.due_year
order by
    area.sort_order asc,
    indicator.code asc,
    level.sort_order asc,
    commitment.value_low desc,
    commitment.lead_target_key asc

-- Where the nation asks something of the provinces for a year and a province, whose documents do promise something
-- for that year in that area of reform, does not speak of it, or promises it for other years only. Of provinces without such a document nothing is said,
-- nor of a level that the province never had.
with indicators as (

    select
        indicator_key,
        area_key
    from {{ ref('dim_indicator') }}

),

promises as (

    select
        promises.*,
        indicators.area_key
    from {{ ref('int_promises_ruled') }} as promises
    inner join indicators on promises.indicator_key = indicators.indicator_key

),

asked as (

    select
        national.*,
        indicators.area_key
    from {{ ref('int_national_targets_ruled') }} as national
    inner join indicators on national.indicator_key = indicators.indicator_key
    where national.is_asked_of_provinces

),

matched as (

    select distinct
        national_target_key,
        locality_key
    from {{ ref('int_promises_matched') }}

),

speaking as (

    select
        locality_key,
        year_key,
        area_key,
        count(distinct document_key) as documents_searched,
        case when count(document_date) = count(*) then max(document_date) end as newest_document_date
    from promises
    group by locality_key, year_key, area_key

),

other_years as (

    select distinct
        promises.locality_key,
        promises.indicator_key,
        asked.level_key
    from promises
    inner join asked
        on
            promises.indicator_key = asked.indicator_key
            and promises.year_key <> asked.year_key
            and promises.level_key in (asked.level_key, 'all')

),

localities as (

    select
        locality_key,
        valid_from
    from {{ ref('dim_locality') }}

),

levels as (

    select
        level_key,
        valid_to
    from {{ ref('dim_level') }}

)

select
    asked.national_target_key,
    speaking.locality_key,
    speaking.documents_searched,
    case
        when other_years.locality_key is not null then 'promised_for_another_year'
        when asked.issued_on > speaking.newest_document_date then 'asked_after_its_documents'
        else 'no_promise_in_its_documents'
    end as reason
from asked
inner join speaking on asked.year_key = speaking.year_key and asked.area_key = speaking.area_key
inner join localities on speaking.locality_key = localities.locality_key
inner join levels on asked.level_key = levels.level_key
left join matched
    on asked.national_target_key = matched.national_target_key and speaking.locality_key = matched.locality_key
left join other_years
    on
        speaking.locality_key = other_years.locality_key
        and asked.indicator_key = other_years.indicator_key
        and asked.level_key = other_years.level_key
where
    matched.locality_key is null
    and (levels.valid_to is null or localities.valid_from is null or localities.valid_from <= levels.valid_to)

{# What a night that continues the last build has to build anew. The first build finds no tables and builds everything:
   then each condition is simply true. A table that is here when its model runs was left by the last build.
   Numbers are compared faster than words: rows that share a number without need are only built anew as well. #}

{# A table as the last build left it, for models that run before it is written to. #}
{% macro last_built(table) -%}
    {{ target.schema }}.{{ table }}
{%- endmacro %}

{# Whether a row belongs to a document version whose rows are built anew (int_document_states). #}
{% macro of_documents_to_build(row) -%}
    {%- set states = ref('int_document_states') -%}
    {%- if execute and this and load_relation(this) is not none -%}
        {{ row }}.document_key in (select states.document_key from {{ states }} as states where states.is_changed)
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{# Whether a row is a result, or about results, that are ranked anew (int_series_to_build). #}
{% macro of_series_to_build(row) -%}
    {%- set series = ref('int_series_to_build') -%}
    {%- if execute and this and load_relation(this) is not none -%}
        hash({{ row }}.indicator_key, {{ row }}.locality_key, {{ row }}.level_key, {{ row }}.year_key)
        in (
            select hash(series.indicator_key, series.locality_key, series.level_key, series.year_key)
            from {{ series }} as series
        )
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{# Whether a row is about an indicator and a locality whose figures are compared anew (int_slices_to_build). #}
{% macro of_slices_to_build(row) -%}
    {%- set slices = ref('int_slices_to_build') -%}
    {%- if execute and this and load_relation(this) is not none -%}
        hash({{ row }}.indicator_key, {{ row }}.locality_key)
        in (select hash(slices.indicator_key, slices.locality_key) from {{ slices }} as slices)
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{# Whether a row is about an indicator and a present province, of whose old provinces figures are compared anew. #}
{% macro of_rollups_to_build(row) -%}
    {%- set slices = ref('int_slices_to_build') -%}
    {%- if execute and this and load_relation(this) is not none -%}
        hash({{ row }}.indicator_key, {{ row }}.today_province_locality_key)
        in (
            select hash(slices.indicator_key, localities.today_province_locality_key)
            from {{ slices }} as slices
            inner join {{ ref('dim_locality') }} as localities on slices.locality_key = localities.locality_key
            where localities.locality_key = localities.province_locality_key
        )
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{# Whether a revision is of two versions of which one is built anew, or that are no pair any more. #}
{% macro of_pairs_to_build(row) -%}
    ({{ row }}.document_key_before, {{ row }}.document_key_after, {{ row }}.revised_by) not in (
        select (pairs.document_key_before, pairs.document_key_after, pairs.revised_by)
        from {{ ref('int_revised_versions_paired') }} as pairs
        where not pairs.is_changed
    )
{%- endmacro %}

{# Before rows are built anew, those of the last build go. #}
{% macro forget(rows) -%}
    {%- if execute and this and load_relation(this) is not none -%}
        delete from {{ this }} where {{ rows }}
    {%- endif -%}
{%- endmacro %}

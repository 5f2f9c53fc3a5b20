{# When a source is stale. The marts judge by these macros, and so do alerts and the summary (ingest/freshness.py). #}

{# The day from which its silence counts: a document is fresh when it came or was confirmed, a listing when it showed
   a new link, because a portal that moved leaves its old list behind. Before the first of these the first try counts. #}
{% macro silent_since(kind, first_asked_on, last_new_content_on, last_confirmed_on) -%}
    coalesce(if({{ kind }} = 'listing', {{ last_new_content_on }}, {{ last_confirmed_on }}), {{ first_asked_on }})
{%- endmacro %}

{# A source of which nothing is expected, or that was never asked, cannot be stale. #}
{% macro freshness(expected_every_days, silent_days) -%}
    case
        when {{ expected_every_days }} is null then 'not_expected'
        when {{ silent_days }} is null then 'not_asked'
        when {{ silent_days }} > {{ expected_every_days }} then 'stale'
        else 'fresh'
    end
{%- endmacro %}

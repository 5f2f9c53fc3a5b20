{# A condition that every row must meet; a row for which it cannot be decided does not meet it. #}
{% test holds(model, condition) %}

    select *
    from {{ model }}
    where ({{ condition }}) is not true

{% endtest %}

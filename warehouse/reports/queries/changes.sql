-- What the run changed since the one before, in sentences.
select
    position,
    kind,
    sentence_vi
from fct_change
order by position

"""Print where the reader's code lies, then all it reads in the samples and in some damaged documents."""

import random

from benchmarks.fuzz import source_texts
from benchmarks.mutations import mutated_document
from ingest.measures import read_text, reader

DAMAGED = 300

if __name__ == "__main__":
    print(reader.__file__)
    texts = source_texts()
    for text in (*texts, *(mutated_document(random.Random(number), texts) for number in range(DAMAGED))):
        print(ascii(read_text(text)))

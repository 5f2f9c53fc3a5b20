"""Reports: static pages per province and for the country, made from the published marts and nothing else."""

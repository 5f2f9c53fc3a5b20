"""The services of docker-compose.yml: the rules that the file keeps, and the services themselves, started."""

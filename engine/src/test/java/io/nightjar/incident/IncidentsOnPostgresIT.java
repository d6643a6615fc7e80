package io.nightjar.incident;

import io.nightjar.store.OnPostgres;

@OnPostgres
class IncidentsOnPostgresIT extends IncidentsTest {}

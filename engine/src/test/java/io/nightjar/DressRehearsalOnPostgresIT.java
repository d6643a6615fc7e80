package io.nightjar;

import io.nightjar.store.OnPostgres;

@OnPostgres
class DressRehearsalOnPostgresIT extends DressRehearsalTest {}

package io.nightjar.tune;

import io.nightjar.store.OnPostgres;

@OnPostgres
class TuningOnPostgresIT extends TuningTest {}

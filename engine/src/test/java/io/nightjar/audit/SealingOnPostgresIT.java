package io.nightjar.audit;

import io.nightjar.store.OnPostgres;

@OnPostgres
class SealingOnPostgresIT extends SealingTest {}

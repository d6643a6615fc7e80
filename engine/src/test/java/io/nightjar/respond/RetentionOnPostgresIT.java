package io.nightjar.respond;

import io.nightjar.store.OnPostgres;

@OnPostgres
class RetentionOnPostgresIT extends RetentionTest {}

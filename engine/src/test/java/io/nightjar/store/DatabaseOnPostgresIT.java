package io.nightjar.store;

@OnPostgres
class DatabaseOnPostgresIT extends DatabaseTest {}

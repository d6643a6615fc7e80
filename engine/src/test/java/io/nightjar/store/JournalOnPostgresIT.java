package io.nightjar.store;

@OnPostgres
class JournalOnPostgresIT extends JournalTest {}

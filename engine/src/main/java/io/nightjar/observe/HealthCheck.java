package io.nightjar.observe;

import java.util.function.Supplier;

/**
 * One thing that has to be well.
 *
 * @param name a word for the address: {@code store}
 * @param wrong what is wrong, for the log; empty where it is well. Answers at once.
 */
public record HealthCheck(String name, Supplier<String> wrong) {}

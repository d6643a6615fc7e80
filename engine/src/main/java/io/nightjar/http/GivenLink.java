package io.nightjar.http;

import java.net.URI;
import java.time.Instant;

/**
 * A link with which one person can answer one response once.
 *
 * @param url a secret of that person
 * @param until it is refused from then on
 */
public record GivenLink(URI url, String who, Instant until) {}

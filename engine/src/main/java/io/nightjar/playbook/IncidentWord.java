package io.nightjar.playbook;

import io.nightjar.incident.IncidentState;
import java.time.Instant;

/**
 * A person has said what becomes of an incident. Playbooks see it as the state of the {@link
 * Incident}, not by itself.
 *
 * @param incident its id
 * @param time when it was said
 */
public record IncidentWord(String incident, IncidentState state, Instant time) {}

package io.nightjar.page;

/**
 * An instant as a template shows it.
 *
 * @param iso for machines
 * @param shown in the zone of whoever reads
 * @param utc the whole of it in UTC
 */
public record Moment(String iso, String shown, String utc) {}

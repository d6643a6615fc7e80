package io.nightjar.fleet;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** From when until when a certificate counts. */
public record Validity(Instant from, Instant until) {

  /** Of its life; whoever renews certificates by itself does so while a third is left. */
  private static final int PART_LEFT = 6;

  static Validity of(X509Certificate certificate) {
    return new Validity(
        certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
  }

  /** Whether it is over. */
  public boolean isOver(Instant now) {
    return now.isAfter(until);
  }

  /** Whether so little of it is left that it should have been renewed by now. */
  public boolean isEnding(Instant now) {
    return Duration.between(now, until).multipliedBy(PART_LEFT).compareTo(whole()) < 0;
  }

  private Duration whole() {
    return Duration.between(from, until);
  }
}

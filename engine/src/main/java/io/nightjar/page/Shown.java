package io.nightjar.page;

import io.nightjar.http.Html;
import io.pebbletemplates.pebble.extension.escaper.EscapingStrategy;

/** Every text that a template prints: inert in HTML, and what cannot be seen becomes visible. */
final class Shown implements EscapingStrategy {

  static final String NAME = "shown";

  @Override
  public String escape(String text) {
    return Html.text(text);
  }
}

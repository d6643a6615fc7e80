package io.nightjar.alert;

import java.io.IOException;

/** The place is there and never will take this very line. */
public final class RefusedLine extends IOException {

  private static final long serialVersionUID = 1;

  RefusedLine(String message) {
    super(message);
  }
}

package io.nightjar.store;

import java.util.concurrent.CancellationException;

/** This engine may no longer act: what is under way is left to the one that leads. */
public final class LeadershipLost extends CancellationException {

  private static final long serialVersionUID = 1;

  public LeadershipLost(String why) {
    super(why);
  }
}

package io.nightjar.agent.link;

import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The engines that may be asked, and which of them is asked now. Any thread. */
public final class Engines {

  private final List<URI> all;
  private final AtomicInteger at = new AtomicInteger();
  private volatile String trouble = "none was asked yet";

  /**
   * @param all at least one
   */
  public Engines(List<URI> all) {
    if (all.isEmpty()) {
      throw new IllegalArgumentException("there is no engine to ask");
    }
    this.all = List.copyOf(all);
  }

  public URI current() {
    return all.get(Math.floorMod(at.get(), all.size()));
  }

  /** It answered. */
  public void reached() {
    trouble = "";
  }

  /** It did not answer: unless somebody noticed before, the next is asked from now on. */
  public void failed(URI engine, String why) {
    trouble = why;
    int now = at.get();
    if (engine.equals(all.get(Math.floorMod(now, all.size())))) {
      boolean unused = at.compareAndSet(now, now + 1);
    }
  }

  /** How many there are to try before it is time to wait. */
  public int count() {
    return all.size();
  }

  /** Why the last one that was asked did not answer; empty where it did. */
  public String trouble() {
    return trouble;
  }
}

package io.nightjar.http;

/** Says who a request comes from, or keeps it outside; asked before the body is read. */
@FunctionalInterface
public interface Door {

  /**
   * @throws Rejection when it must stay outside
   */
  Caller let(Incoming incoming);
}

package io.nightjar.practice.controllers;

import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.store.StoreEvent;
import java.util.stream.Stream;

/**
 * Brings one kind of thing from how it is to how it is wanted. Works on the state that it finds,
 * not on the change that woke it, so running once too often does nothing.
 */
interface Controller {

  /** What to look at after a change. */
  Stream<ObjectKey> concernedBy(StoreEvent change);

  /** Runs under the store's lock: no request comes in between. */
  void reconcile(ObjectKey key);
}

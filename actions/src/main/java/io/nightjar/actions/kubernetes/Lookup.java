package io.nightjar.actions.kubernetes;

/** What a name in the cluster stands for now, compared with the UID that was meant. */
sealed interface Lookup<T> {

  record Found<T>(T object) implements Lookup<T> {}

  record Gone<T>() implements Lookup<T> {}

  /** The name was reused: this is another object. */
  record Another<T>(String uid) implements Lookup<T> {}
}

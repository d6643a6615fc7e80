package io.nightjar.actions.kubernetes;

import java.time.Duration;
import java.util.List;

/** Runs a program in a container of a pod; the API server does, tests have a fake. */
interface PodExec {

  /** Of each stream so much is kept; the rest is read, counted, hashed and thrown away. */
  int KEPT_BYTES = 16 * 1024;

  /**
   * @param argv the program and its arguments, never through a shell
   * @throws io.fabric8.kubernetes.client.KubernetesClientException when the server refuses
   */
  Result run(String namespace, String pod, String container, List<String> argv, Duration atMost);

  /**
   * @param exitCode -1 where the program was not ended in time, or could not be started
   * @param ended whether it ended in time
   */
  record Result(int exitCode, boolean ended, Output out, Output err) {}

  /**
   * What a program wrote to one stream.
   *
   * @param start its first bytes as text
   * @param bytes how many there were in all, as far as they came
   * @param sha256 of all of them
   */
  record Output(String start, long bytes, String sha256) {}
}

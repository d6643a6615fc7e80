package io.nightjar.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Alerts in the form of those who send them. */
public final class SampleAlerts {

  static final String ID = "5e908e27d34a" + "0".repeat(52);

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SampleAlerts() {}

  /** What Falco posts. */
  public static String falco(String hostname, String container, String time) {
    return """
    {"hostname":"%s","output":"03:00:00.000000001: Notice A shell was spawned in a container \
    with an attached terminal | command=sh container_id=%s k8s_pod_name=<NA>",\
    "output_fields":{"container.id":"%s","container.image.repository":null,\
    "container.image.tag":null,"container.name":null,"evt.arg.flags":"EXE_WRITABLE",\
    "evt.time":1795246696503591047,"evt.type":"execve","k8s.ns.name":null,\
    "k8s.pod.name":null,"proc.aname[2]":"containerd","proc.cmdline":"sh -c id",\
    "proc.exepath":"/bin/busybox","proc.name":"sh","proc.pid":4242,"proc.pname":"runc",\
    "proc.tty":34816,"user.loginuid":-1,"user.name":"root","user.uid":0},\
    "priority":"Notice","rule":"Terminal shell in container","source":"syscall",\
    "tags":["T1059","container","shell"],"time":"%s"}\
    """
        .formatted(hostname, container, container, time);
  }

  /** The same on its hop over Falcosidekick. */
  public static String sidekick(String falco) {
    ObjectNode json = (ObjectNode) tree(falco);
    json.put("uuid", "7d9f2c04-2f0e-4d1d-9f4d-1f6a4e2a7f11");
    json.put("output", "rewritten");
    json.put("source", "syscalls");
    json.putArray("tags").add("T1059").add("container").add("prod").add("shell");
    ObjectNode fields = (ObjectNode) json.get("output_fields");
    fields.put("cluster", "emea-1");
    fields.set("proc_aname_2_", fields.remove("proc.aname[2]"));
    json.put("time", json.get("time").asText().replaceAll("0+Z$", "Z"));
    return json.toString();
  }

  static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  static FalcoAlert alert(String json) {
    try {
      return FalcoForm.read(tree(json));
    } catch (FalcoForm.NoAlert e) {
      throw new AssertionError(e);
    }
  }

  static FalcoAlert shell(String hostname, String container) {
    return alert(falco(hostname, container, "2026-11-20T03:00:00.123456789Z"));
  }
}

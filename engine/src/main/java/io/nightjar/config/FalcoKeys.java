package io.nightjar.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of {@code falco.yaml} that mean nothing here, each with the reason. */
final class FalcoKeys {

  private static final String DRIVER =
      "Nightjar has one driver of its own, which sizes its rings itself";
  private static final String FILTER =
      "the loaded rules alone say which system calls the kernel sends";
  private static final String PROCESSES = "the process table of Nightjar needs no such limit";

  private static final Map<String, String> REASONS = reasons();

  private FalcoKeys() {}

  private static Map<String, String> reasons() {
    Map<String, String> reasons = new LinkedHashMap<>();
    reasons.put("engine", DRIVER + "; captures are replayed by nightjar replay");
    for (String key :
        List.of(
            "syscall_buf_size_preset",
            "modern_bpf",
            "syscall_drop_failed_exit",
            "gvisor",
            "ebpf")) {
      reasons.put(key, DRIVER);
    }
    reasons.put("plugins", "there are no plugins; container and pod are known without");
    reasons.put("load_plugins", "there are no plugins; container and pod are known without");
    reasons.put("container_engines", "container and pod are known from cgroups and the cluster");
    reasons.put("base_syscalls", FILTER);
    reasons.put("falco_libs", PROCESSES);
    reasons.put("capture", "nightjar capture records; a rule does not start it");
    reasons.put(
        "syscall_event_drops", "every loss is raised as the detection \"Sensor lost events\"");
    reasons.put("syscall_event_timeouts", "a quiet machine is no fault of the driver");
    reasons.put("metrics", "/metrics, nightjar status and the control API tell the counters");
    reasons.put(
        "webserver", "the control API listens as http.listen says, with /healthz and /metrics");
    reasons.put("grpc", "there is no gRPC; use http_output");
    reasons.put("grpc_output", "there is no gRPC; use http_output");
    reasons.put("log_stderr", "the log goes to standard error");
    reasons.put("log_syslog", "the log goes to standard error, where a service manager takes it");
    reasons.put("libs_logger", "there are no libs to log for");
    reasons.put("buffer_format_base64", "buffers in outputs are printed as text");
    reasons.put("static_fields", "not carried; Falcosidekick's customfields do the same");
    reasons.put("http_output.echo", "answers are not printed; a refusal is logged and counted");
    reasons.put(
        "http_output.keep_alive", "connections are kept as long as the receiver keeps them");
    return reasons;
  }

  /** The keys with their reasons, for the documentation. */
  static Map<String, String> all() {
    return Map.copyOf(REASONS);
  }

  /** Why {@code path} means nothing here; null for a key that is not known. */
  static @Nullable String reason(String path) {
    return REASONS.get(path);
  }

  /** Keys that only say "off" need not be told. */
  static boolean saysOff(String path, String value) {
    return List.of("grpc_output", "webserver", "metrics", "grpc").contains(path)
        && value.equals("false");
  }
}

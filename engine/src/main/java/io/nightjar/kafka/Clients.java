package io.nightjar.kafka;

import io.nightjar.kafka.KafkaSettings.Login;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Makes the clients of Kafka, each for its purpose; thread safe. */
final class Clients {

  /** What a sender waits for the brokers at most, below the time after which it sends again. */
  static final Duration SENDER_WAITS = Duration.ofSeconds(4);

  private static final int MILLIS_WITHOUT_END = Integer.MAX_VALUE;
  private static final int LARGEST_BYTES = 1 << 20;

  private final KafkaSettings settings;

  Clients(KafkaSettings settings) {
    this.settings = settings;
  }

  KafkaSettings settings() {
    return settings;
  }

  /** For what somebody waits for: it fails rather than making him wait for long. */
  KafkaProducer<String, byte[]> impatientProducer() {
    Map<String, Object> config = producing();
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) SENDER_WAITS.toMillis());
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000);
    return new KafkaProducer<>(config);
  }

  /** For what was decided: it waits for the brokers as long as they are away. */
  KafkaProducer<String, byte[]> patientProducer() {
    Map<String, Object> config = producing();
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, MILLIS_WITHOUT_END);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 60_000);
    return new KafkaProducer<>(config);
  }

  private Map<String, Object> producing() {
    Map<String, Object> config = common();
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // has a form in Java, so nothing is unpacked into a temporary folder
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    config.put(ProducerConfig.LINGER_MS_CONFIG, 1);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_BYTES);
    return config;
  }

  /** Takes part in the group of the engines that decide. */
  KafkaConsumer<String, byte[]> deciding() {
    Map<String, Object> config = consuming(settings.deciding());
    config.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    int missedMillis = (int) settings.missedAfter().toMillis();
    config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, missedMillis);
    config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, missedMillis / 5);
    // brokers that are away must not look like a thread that is stuck
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    return new KafkaConsumer<>(config);
  }

  /** Reads what it is told to; its place is kept for the next engine that acts. */
  KafkaConsumer<String, byte[]> acting() {
    return new KafkaConsumer<>(consuming(settings.acting()));
  }

  private Map<String, Object> consuming(String group) {
    Map<String, Object> config = common();
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    return config;
  }

  Admin admin() {
    return admin(Duration.ofSeconds(15));
  }

  /**
   * @param patience how long one question waits for the brokers
   */
  Admin admin(Duration patience) {
    Map<String, Object> config = common();
    config.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
    config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) patience.toMillis() / 3);
    return Admin.create(config);
  }

  private Map<String, Object> common() {
    Map<String, Object> config = new HashMap<>();
    config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.servers());
    config.put(CommonClientConfigs.CLIENT_ID_CONFIG, settings.engine());
    config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
    KafkaSettings.Security security = settings.security();
    Login login = security.login();
    String transport = security.tls() ? "SSL" : "PLAINTEXT";
    config.put(
        CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
        login == null ? transport : "SASL_" + transport);
    if (security.ca() != null) {
      config.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
      config.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, security.ca().toString());
    }
    if (security.keys() != null) {
      config.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
      config.put(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, security.keys().toString());
    }
    if (login != null) {
      config.put(SaslConfigs.SASL_MECHANISM, login.mechanism());
      config.put(SaslConfigs.SASL_JAAS_CONFIG, jaas(login));
      config.put(SaslConfigs.SASL_CLIENT_CALLBACK_HANDLER_CLASS, PasswordFromFile.class);
    }
    return config;
  }

  /** Names the file, and not what is in it: settings may be logged. */
  private static String jaas(Login login) {
    String module =
        login.mechanism().equals("PLAIN")
            ? "org.apache.kafka.common.security.plain.PlainLoginModule"
            : "org.apache.kafka.common.security.scram.ScramLoginModule";
    return module
        + " required "
        + PasswordFromFile.USER
        + "="
        + quoted(login.user())
        + " "
        + PasswordFromFile.FILE
        + "="
        + quoted(login.passwordFile().toString())
        + ";";
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}

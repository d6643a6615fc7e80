package io.nightjar.evidence.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The examples of the Amazon S3 API Reference, Signature Calculations for the Header. */
class SignatureV4Test {
  private static final String EMPTY =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private final SignatureV4 signature =
      new SignatureV4(
          "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1");

  private String signed(
      String method,
      String path,
      Map<String, String> query,
      Map<String, String> more,
      String hash) {
    TreeMap<String, String> headers = new TreeMap<>(more);
    headers.put("host", "examplebucket.s3.amazonaws.com");
    headers.put("x-amz-content-sha256", hash);
    headers.put("x-amz-date", SignatureV4.time(Instant.parse("2013-05-24T00:00:00Z")));
    return signature.authorization(method, path, new TreeMap<>(query), headers, hash);
  }

  @Test
  void getObject() {
    assertThat(signed("GET", "/test.txt", Map.of(), Map.of("range", "bytes=0-9"), EMPTY))
        .isEqualTo(
            "AWS4-HMAC-SHA256"
                + " Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  }

  @Test
  void putObject() {
    String hash = SignatureV4.sha256("Welcome to Amazon S3.".getBytes(StandardCharsets.UTF_8));
    assertThat(
            signed(
                "PUT",
                "/test$file.text",
                Map.of(),
                Map.of(
                    "date",
                    "Fri, 24 May 2013 00:00:00 GMT",
                    "x-amz-storage-class",
                    "REDUCED_REDUNDANCY"),
                hash))
        .endsWith("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  }

  @Test
  void queriesWithAndWithoutAValue() {
    assertThat(signed("GET", "/", Map.of("lifecycle", ""), Map.of(), EMPTY))
        .endsWith("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
    assertThat(signed("GET", "/", Map.of("max-keys", "2", "prefix", "J"), Map.of(), EMPTY))
        .endsWith("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
  }

  @Test
  void namesAreEncodedAsTheProtocolWantsIt() {
    assertThat(SignatureV4.encode("/a b/ä+~*", true)).isEqualTo("/a%20b/%C3%A4%2B~%2A");
    assertThat(SignatureV4.encode("a/b", false)).isEqualTo("a%2Fb");
    assertThat(signature.toString()).isEqualTo("[secret]");
  }
}

package io.nightjar.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A bucket that speaks the protocol of Amazon S3. */
public record S3Config(
    @Setting("Its address, such as `https://s3.eu-central-1.amazonaws.com`.") URI endpoint,
    @Setting("Its name.") String bucket,
    @Setting(value = "Before all keys, such as `cluster-1/`.", absent = "''") String prefix,
    @Setting(value = "Its region.", absent = "us-east-1") String region,
    @Setting("Id of the access key: `env:NAME`, `file:/path` or the text itself.")
        Secret accessKeyId,
    @Setting("The secret access key, given like `accessKeyId`. Never logged.")
        Secret secretAccessKey,
    @Setting("Token of temporary credentials, given like `accessKeyId`.")
        @Nullable Secret sessionToken) {

  public S3Config {
    InvalidSettings.check()
        .that(
            endpoint.getHost() != null
                && ("http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme()))
                && (endpoint.getRawPath().isEmpty() || endpoint.getRawPath().equals("/"))
                && endpoint.getRawUserInfo() == null
                && endpoint.getRawQuery() == null,
            "endpoint",
            "is an address of http or https without a path")
        .that(bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"), "bucket", "is no bucket's name")
        .that(
            prefix.matches("([A-Za-z0-9_-][A-Za-z0-9._-]{0,100}/){0,8}"),
            "prefix",
            "is empty or ends with a slash, such as cluster-1/")
        .that(region.matches("[a-z0-9-]{1,40}"), "region", "is no region's name")
        .done();
  }
}

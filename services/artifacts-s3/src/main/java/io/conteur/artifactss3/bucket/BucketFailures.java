package io.conteur.artifactss3.bucket;

import io.conteur.artifacts.StoreUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Says what failed, where, and what to check. The SDK's own messages are left out where a server
 * wrote them: they may repeat a request.
 *
 * @param store the root and the endpoint
 */
record BucketFailures(String store) {
    /** A request to the bucket. */
    @FunctionalInterface
    interface Request<T> {
        T send() throws IOException;
    }

    /**
     * Sends a request.
     *
     * @param action such as {@code reading a/manifest.json}
     * @throws NoSuchFileException if there is no such object
     * @throws StoreUnavailableException if the store did not do it
     */
    <T> T send(String action, Request<T> request) throws IOException {
        try {
            return request.send();
        } catch (S3Exception e) {
            if (code(e).equals("NoSuchKey")) {
                throw new NoSuchFileException(action, null, "no such object in " + store);
            }
            throw unavailable(action, "%s (%d)".formatted(code(e), e.statusCode()), advice(e), e);
        } catch (SdkException | UncheckedIOException e) {
            throw unavailable(action, root(e), advice(e), e);
        }
    }

    /** A transfer that failed as often as it may. */
    StoreUnavailableException unavailable(String action, IOException cause) {
        return unavailable(action, root(cause), "check the endpoint and the network", cause);
    }

    private StoreUnavailableException unavailable(
            String action, String reason, String advice, Exception cause) {
        return new StoreUnavailableException(
                store, "%s failed: %s; %s".formatted(action, reason, advice), cause);
    }

    /**
     * Requires what every whole answer has. One whose connection ended after the status line seems
     * to be an empty success.
     */
    static <T> T requireWhole(@Nullable T part) {
        if (part == null) {
            throw SdkClientException.create("the answer broke off");
        }
        return part;
    }

    static String code(S3Exception failure) {
        AwsErrorDetails details = failure.awsErrorDetails();
        return details == null || details.errorCode() == null ? "no reason" : details.errorCode();
    }

    private static String advice(S3Exception failure) {
        if (failure.statusCode() == 404) {
            return "create the bucket, or check its name and the endpoint";
        }
        if (failure.statusCode() == 401 || failure.statusCode() == 403) {
            return "check the credentials and what they may do in the bucket";
        }
        return failure.statusCode() >= 500
                ? "the server is overloaded or failing"
                : "check the region and whether the endpoint is one of S3";
    }

    private static String advice(RuntimeException failure) {
        return String.valueOf(failure.getMessage()).contains("credentials")
                ? "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile or a role"
                : "check the endpoint and the network";
    }

    private static String root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }
}

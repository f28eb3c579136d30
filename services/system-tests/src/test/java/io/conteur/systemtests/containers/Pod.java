package io.conteur.systemtests.containers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** A container that runs as one pod of a workload. */
record Pod(Workload workload, String container) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int OK = 200;

    /**
     * How a container ended.
     *
     * @param exitCode 137 when it was killed after its grace period
     */
    record End(int exitCode, Duration took) {}

    /** Where one of its ports is published. */
    URI address(int port) {
        return URI.create("http://" + Podman.run("port", container, port + "/tcp"));
    }

    /** Whether its readiness probe succeeds. */
    boolean ready() {
        Workload.Probe probe = workload.readiness();
        HttpRequest request =
                HttpRequest.newBuilder(address(probe.port()).resolve(probe.path()))
                        .timeout(TIMEOUT)
                        .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Asks it to stop, and kills it after the manifest's grace period. */
    End stop() {
        long began = System.nanoTime();
        Podman.run("stop", "--time=" + workload.graceSeconds(), container);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        return new End(exitCode(), took);
    }

    /** Waits for its end. */
    int awaitExit() {
        return Integer.parseInt(Podman.run("wait", container));
    }

    private int exitCode() {
        return Integer.parseInt(Podman.run("inspect", "--format={{.State.ExitCode}}", container));
    }

    /** Whether it has ended. */
    boolean ended() {
        return !Podman.run("inspect", "--format={{.State.Running}}", container).equals("true");
    }

    /** The last lines that it wrote. */
    String lastOutput() {
        return Podman.output(List.of("sh", "-c", "podman logs --tail 30 " + container + " 2>&1"));
    }
}

package io.conteur.modeltrainer.fetch;

import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobEndedException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Downloads from an allowlist of hosts. A host is resolved once and the connection made to that
 * address, which must be public, so that DNS rebinding leads nowhere; redirects are not followed,
 * and bytes and time are bounded.
 *
 * @param hosts the allowlist, in lower case, with the port where it is not 443
 * @param limit time of a download
 * @param resolver resolves a host to a public address
 */
public record HttpsCorpusFetcher(
        HttpClient client,
        Set<String> hosts,
        Duration limit,
        Function<String, InetAddress> resolver)
        implements CorpusFetcher {
    private static final int PORT = 443;

    public HttpsCorpusFetcher {
        hosts = Set.copyOf(hosts);
    }

    @Override
    public void fetch(String url, Path file, long maxBytes) throws IOException {
        URI uri = requireAllowed(url);
        try (OutputStream to = Files.newOutputStream(file)) {
            fetch(uri, new HttpExchange(to, maxBytes));
        }
    }

    private void fetch(URI uri, HttpExchange exchange) {
        Future<Long> body = client.request(options(uri)).compose(exchange::body);
        try {
            body.toCompletionStage()
                    .toCompletableFuture()
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HandOverException();
        } catch (TimeoutException e) {
            throw JobEndedException.failed(
                    "%s took longer than %s".formatted(uri.getHost(), limit));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof JobEndedException ended
                    ? ended
                    : JobEndedException.failed(
                            "%s cannot be fetched: %s".formatted(uri, e.getCause()));
        } finally {
            exchange.abortUnlessComplete();
        }
    }

    private URI requireAllowed(String url) {
        URI uri = parsed(url);
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        String named = port(uri) == PORT ? host : host + ":" + port(uri);
        if (!"https".equals(uri.getScheme()) || uri.getUserInfo() != null) {
            throw JobEndedException.rejected(
                    url + " must be an https URL of a host alone, without a user");
        }
        if (!hosts.contains(named)) {
            throw JobEndedException.rejected(
                    "%s is not among the hosts that corpora may come from: %s"
                            .formatted(named, hosts.stream().sorted().toList()));
        }
        return uri;
    }

    private static URI parsed(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw JobEndedException.rejected(url + " is no URL");
        }
    }

    private static int port(URI uri) {
        return uri.getPort() < 0 ? PORT : uri.getPort();
    }

    private RequestOptions options(URI uri) {
        InetAddress address = resolver.apply(uri.getHost());
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new RequestOptions()
                .setServer(
                        SocketAddress.inetSocketAddress(new InetSocketAddress(address, port(uri))))
                .setHost(uri.getHost())
                .setPort(port(uri))
                .setSsl(true)
                .setFollowRedirects(false)
                .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    }
}

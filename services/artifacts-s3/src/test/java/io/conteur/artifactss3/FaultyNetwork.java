package io.conteur.artifactss3;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A TCP proxy before a server, on which connections and whole peers fail as told. */
final class FaultyNetwork implements AutoCloseable {
    /** What befalls one connection, after so many bytes in a direction. */
    record Fault(Kind kind, long bytes) {
        static final Fault NONE = new Fault(Kind.NONE, Long.MAX_VALUE);
    }

    /** The kinds of faults. */
    enum Kind {
        NONE,
        /** The server says that it is overloaded. */
        UNAVAILABLE,
        /** An answer ends early. */
        CUT,
        /** An answer stops, and the connection stays. */
        STALL
    }

    private static final byte[] UNAVAILABLE =
            "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    .getBytes(US_ASCII);

    private final URI server;
    private final ServerSocket listener;
    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Fault always = Fault.NONE;
    private volatile boolean requestsCount = true;

    FaultyNetwork(URI server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** The next connection has this fault. */
    void add(Fault fault) {
        faults.add(fault);
    }

    /** Every connection without another has this fault. */
    void always(Fault fault) {
        always = fault;
    }

    /**
     * Kills the client after so many bytes of its requests, or the server after so many of its
     * answers: then nobody reaches the other any more.
     */
    void killAfter(long bytes, boolean client) {
        requestsCount = client;
        left.set(bytes);
    }

    int connections() {
        return connections.get();
    }

    /** Bytes of all answers. */
    long received() {
        return received.get();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "faulty-network");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                connections.incrementAndGet();
                sockets.add(client);
                Fault next = faults.poll();
                Fault fault = next == null ? always : next;
                start(() -> serve(client, fault));
            }
        } catch (IOException e) {
            closed.countDown();
        }
    }

    private void serve(Socket client, Fault fault) {
        try (client;
                Socket upstream = new Socket(server.getHost(), server.getPort())) {
            sockets.add(upstream);
            if (fault.kind == Kind.UNAVAILABLE) {
                client.getInputStream().read();
                client.getOutputStream().write(UNAVAILABLE);
                client.shutdownOutput();
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
                return;
            }
            start(() -> forwardRequests(client, upstream));
            forwardAnswers(upstream, client, fault);
        } catch (IOException e) {
            close(client);
        } finally {
            sockets.remove(client);
        }
    }

    private void forwardRequests(Socket client, Socket upstream) {
        try {
            byte[] buffer = new byte[4096];
            InputStream in = client.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                int most = requestsCount ? spend(n) : n;
                upstream.getOutputStream().write(buffer, 0, most);
                if (most < n) {
                    killAll();
                    return;
                }
            }
            upstream.shutdownOutput();
        } catch (IOException e) {
            close(upstream);
        }
    }

    private void forwardAnswers(Socket upstream, Socket client, Fault fault) throws IOException {
        byte[] buffer = new byte[4096];
        InputStream in = upstream.getInputStream();
        long passed = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            int most = (int) Math.min(n, fault.bytes - passed);
            most = requestsCount ? most : Math.min(most, spend(most));
            client.getOutputStream().write(buffer, 0, most);
            passed += most;
            received.addAndGet(most);
            if (most < n) {
                if (fault.kind == Kind.STALL) {
                    await();
                } else if (fault.kind == Kind.NONE) {
                    killAll();
                }
                return;
            }
        }
    }

    /** How many of these bytes still pass. */
    private int spend(int bytes) {
        long before = left.getAndUpdate(all -> Math.max(0, all - bytes));
        return (int) Math.min(bytes, before);
    }

    private void killAll() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(FaultyNetwork::close);
    }

    private void await() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        killAll();
    }
}

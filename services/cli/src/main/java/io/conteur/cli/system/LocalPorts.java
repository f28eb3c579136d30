package io.conteur.cli.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** TCP ports of the loopback address. */
final class LocalPorts {
    private static final int CONNECT_MILLIS = 2000;

    private LocalPorts() {}

    /** The base URL of an HTTP server. */
    static String url(int port) {
        return "http://localhost:" + port;
    }

    /** A port that is currently free. */
    static int free() throws IOException {
        return bind(0);
    }

    /** This port if it is one that is free, else another one. */
    static int freeOr(int wanted) throws IOException {
        return wanted != 0 && isFree(wanted) ? wanted : free();
    }

    static boolean isFree(int port) {
        try {
            return bind(port) == port;
        } catch (IOException e) {
            return false;
        }
    }

    static boolean isOpen(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("localhost", port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int bind(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName("localhost"), port));
            return socket.getLocalPort();
        }
    }
}

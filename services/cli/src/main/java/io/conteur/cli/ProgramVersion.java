package io.conteur.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of the build: that of the project's {@code pom.xml}. */
final class ProgramVersion implements IVersionProvider {
    private static final String RESOURCE = "/conteur.properties";

    @Override
    public String[] getVersion() throws IOException {
        Properties build = new Properties();
        try (InputStream in = ProgramVersion.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks " + RESOURCE);
            }
            build.load(in);
        }
        return new String[] {"Conteur " + build.getProperty("version")};
    }
}

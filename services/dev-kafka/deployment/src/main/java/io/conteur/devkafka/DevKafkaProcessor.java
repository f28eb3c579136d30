package io.conteur.devkafka;

import io.quarkus.deployment.IsDevServicesSupportedByLaunchMode;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.deployment.builditem.DevServicesResultBuildItem;
import io.quarkus.deployment.builditem.LaunchModeBuildItem;
import io.quarkus.deployment.dev.devservices.DevServicesConfig;
import io.quarkus.runtime.LaunchMode;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Dev service: starts a broker for a service that does not set {@code kafka.bootstrap.servers}. In
 * dev mode it listens on Kafka's default port, where clients find it; in tests on a free port, so
 * that builds can run in parallel.
 */
@BuildSteps(onlyIf = {IsDevServicesSupportedByLaunchMode.class, DevServicesConfig.Enabled.class})
class DevKafkaProcessor {
    private static final String SERVERS = "kafka.bootstrap.servers";
    private static final int DEV_PORT = 9092;

    @BuildStep
    @Nullable DevServicesResultBuildItem broker(LaunchModeBuildItem launch) {
        if (ConfigProvider.getConfig().getOptionalValue(SERVERS, String.class).isPresent()) {
            return null;
        }
        boolean dev = launch.getLaunchMode() == LaunchMode.DEVELOPMENT;
        return DevServicesResultBuildItem.<DevBroker>owned()
                .feature("dev-kafka")
                .serviceName("embedded-kafka")
                .serviceConfig(dev)
                .startable(() -> new DevBroker(dev ? DEV_PORT : 0))
                .configProvider(Map.of(SERVERS, DevBroker::getConnectionInfo))
                .build();
    }
}

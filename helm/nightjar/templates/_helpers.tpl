{{- define "nightjar.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "nightjar.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "nightjar.name" . -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Never changes over versions: a Deployment's selector is immutable. */}}
{{- define "nightjar.selector" -}}
app.kubernetes.io/name: {{ include "nightjar.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "nightjar.labels" -}}
{{ include "nightjar.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: nightjar
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "nightjar.image" -}}
{{- $name := .image.repository -}}
{{- if .root.Values.image.registry -}}
{{- $name = printf "%s/%s" (trimSuffix "/" .root.Values.image.registry) $name -}}
{{- end -}}
{{- if .image.digest -}}
{{- printf "%s@%s" $name .image.digest -}}
{{- else -}}
{{- printf "%s:%s" $name (coalesce .image.tag .root.Values.image.tag .root.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{- define "nightjar.engineAccount" -}}
{{- if .Values.engine.serviceAccount.create -}}
{{- default (printf "%s-engine" (include "nightjar.fullname" .)) .Values.engine.serviceAccount.name -}}
{{- else -}}
{{- required "engine.serviceAccount.name: name the account, or let the chart create one" .Values.engine.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "nightjar.agentAccount" -}}
{{- if .Values.agent.serviceAccount.create -}}
{{- default (printf "%s-agent" (include "nightjar.fullname" .)) .Values.agent.serviceAccount.name -}}
{{- else -}}
{{- required "agent.serviceAccount.name: name the account, or let the chart create one" .Values.agent.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "nightjar.decideAccount" -}}
{{- if .Values.decide.serviceAccount.create -}}
{{- default (printf "%s-decide" (include "nightjar.fullname" .)) .Values.decide.serviceAccount.name -}}
{{- else -}}
{{- required "decide.serviceAccount.name: name the account, or let the chart create one" .Values.decide.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* What signs in at Kafka. */}}
{{- define "nightjar.kafkaVolumes" -}}
{{- if .Values.kafka.servers }}
{{- with .Values.kafka.passwordSecret.name }}
- name: kafka
  secret: {secretName: {{ . }}, defaultMode: 0440}
{{- end }}
{{- with .Values.kafka.keysSecret.name }}
- name: kafka-keys
  secret: {secretName: {{ . }}, defaultMode: 0440}
{{- end }}
{{- with .Values.kafka.caSecret }}
- name: kafka-ca
  secret: {secretName: {{ . }}, items: [{key: ca.crt, path: ca.crt}], defaultMode: 0440}
{{- else }}
{{- with .Values.kafka.caConfigMap }}
- name: kafka-ca
  configMap: {name: {{ . }}}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "nightjar.kafkaMounts" -}}
{{- if .Values.kafka.servers }}
{{- if .Values.kafka.passwordSecret.name }}
- {name: kafka, mountPath: /etc/nightjar/kafka, readOnly: true}
{{- end }}
{{- if .Values.kafka.keysSecret.name }}
- {name: kafka-keys, mountPath: /etc/nightjar/kafka-keys, readOnly: true}
{{- end }}
{{- if or .Values.kafka.caSecret .Values.kafka.caConfigMap }}
- {name: kafka-ca, mountPath: /etc/nightjar/kafka-ca, readOnly: true}
{{- end }}
{{- end }}
{{- end -}}

{{- define "nightjar.engineHost" -}}
{{- printf "%s-engine.%s.svc" (include "nightjar.fullname" .) .Release.Namespace -}}
{{- end -}}

{{- define "nightjar.publicUrl" -}}
{{- if .Values.engine.publicUrl -}}
{{- .Values.engine.publicUrl -}}
{{- else if and .Values.engine.ingress.enabled .Values.engine.ingress.host -}}
{{- printf "https://%s" .Values.engine.ingress.host -}}
{{- else -}}
{{- printf "https://%s:2804" (include "nightjar.engineHost" .) -}}
{{- end -}}
{{- end -}}

{{/* Seconds for which nothing but the name of the Secret with the engine's certificate. */}}
{{- define "nightjar.tlsSecret" -}}
{{- if eq .Values.tls.mode "secret" -}}
{{- required "tls.secret.name: name the Secret with tls.crt and tls.key" .Values.tls.secret.name -}}
{{- else -}}
{{- printf "%s-engine-tls" (include "nightjar.fullname" .) -}}
{{- end -}}
{{- end -}}

{{- define "nightjar.caConfigMap" -}}
{{- if eq .Values.tls.mode "helm" -}}
{{- printf "%s-engine-ca" (include "nightjar.fullname" .) -}}
{{- else -}}
{{- required (printf "tls.caConfigMap: with tls.mode %s name a ConfigMap whose ca.crt agents trust; the Secret holds the engine's key and belongs on no node" .Values.tls.mode) .Values.tls.caConfigMap -}}
{{- end -}}
{{- end -}}

{{/* Names under which the engine is reached, as a JSON list. */}}
{{- define "nightjar.certificateNames" -}}
{{- $service := printf "%s-engine" (include "nightjar.fullname" .) -}}
{{- $names := list $service (printf "%s.%s" $service .Release.Namespace) (printf "%s.%s.svc" $service .Release.Namespace) (printf "%s.%s.svc.cluster.local" $service .Release.Namespace) -}}
{{- if .Values.engine.publicUrl -}}
{{- $host := (urlParse .Values.engine.publicUrl).host -}}
{{- $names = append $names (regexReplaceAll ":[0-9]+$" $host "") -}}
{{- else if and .Values.engine.ingress.enabled .Values.engine.ingress.host -}}
{{- $names = append $names .Values.engine.ingress.host -}}
{{- end -}}
{{- concat $names .Values.tls.extraNames | uniq | toJson -}}
{{- end -}}

{{/* Volumes and mounts of rules and, for the engine, playbooks. */}}
{{- define "nightjar.policyVolumes" -}}
{{- $full := include "nightjar.fullname" .root -}}
{{- if .root.Values.rules.files }}
- name: rules
  configMap: {name: {{ $full }}-rules}
{{- end }}
{{- range .root.Values.rules.configMaps }}
- name: rules-{{ . | sha256sum | trunc 8 }}
  configMap: {name: {{ . }}}
{{- end }}
{{- if eq .root.Values.policy.source "volume" }}
- name: policy
  {{- toYaml (required "policy.volume: say where rules and playbooks are" .root.Values.policy.volume) | nindent 2 }}
{{- end }}
{{- if eq .root.Values.policy.source "git" }}
- name: policy
  emptyDir: {sizeLimit: 256Mi}
{{- end }}
{{- if .playbooks }}
{{- range $name, $files := .root.Values.playbooks.inline }}
- name: playbook-{{ $name | sha256sum | trunc 8 }}
  configMap: {name: {{ printf "%s-playbook-%s" $full $name | trunc 63 | trimSuffix "-" }}}
{{- end }}
{{- range $name, $map := .root.Values.playbooks.configMaps }}
- name: playbook-{{ $name | sha256sum | trunc 8 }}
  configMap: {name: {{ $map }}}
{{- end }}
{{- end }}
{{- end -}}

{{- define "nightjar.policyMounts" -}}
{{- if .root.Values.rules.files }}
- {name: rules, mountPath: /etc/nightjar/rules/own, readOnly: true}
{{- end }}
{{- range .root.Values.rules.configMaps }}
- {name: rules-{{ . | sha256sum | trunc 8 }}, mountPath: /etc/nightjar/rules/{{ . }}, readOnly: true}
{{- end }}
{{- if ne .root.Values.policy.source "image" }}
- {name: policy, mountPath: /etc/nightjar/policy, readOnly: true}
{{- end }}
{{- if .playbooks }}
{{- $folder := include "nightjar.playbookFolder" .root }}
{{- range $name, $files := .root.Values.playbooks.inline }}
- {name: playbook-{{ $name | sha256sum | trunc 8 }}, mountPath: {{ $folder }}/{{ $name }}, readOnly: true}
{{- end }}
{{- range $name, $map := .root.Values.playbooks.configMaps }}
- {name: playbook-{{ $name | sha256sum | trunc 8 }}, mountPath: {{ $folder }}/{{ $name }}, readOnly: true}
{{- end }}
{{- end }}
{{- end -}}

{{- define "nightjar.policyFolder" -}}
{{- $folder := trimAll "/" .Values.policy.folder -}}
{{- if eq .Values.policy.source "git" -}}
{{- printf "/etc/nightjar/policy/current%s" (ternary "" (printf "/%s" $folder) (eq $folder "")) -}}
{{- else -}}
{{- printf "/etc/nightjar/policy%s" (ternary "" (printf "/%s" $folder) (eq $folder "")) -}}
{{- end -}}
{{- end -}}

{{- define "nightjar.playbookFolder" -}}
{{- if ne .Values.policy.source "image" -}}
{{- printf "%s/playbooks" (include "nightjar.policyFolder" .) -}}
{{- else if .Values.playbooks.shipped -}}
/usr/lib/nightjar/playbooks
{{- else -}}
/etc/nightjar/playbooks
{{- end -}}
{{- end -}}

{{/* Folders and files of rules, as a list. */}}
{{- define "nightjar.rulePaths" -}}
{{- $paths := list -}}
{{- if .Values.rules.shipped -}}{{- $paths = append $paths "/usr/lib/nightjar/rules" -}}{{- end -}}
{{- if ne .Values.policy.source "image" -}}{{- $paths = append $paths (printf "%s/rules" (include "nightjar.policyFolder" .)) -}}{{- end -}}
{{- if .Values.rules.files -}}{{- $paths = append $paths "/etc/nightjar/rules/own" -}}{{- end -}}
{{- range .Values.rules.configMaps -}}{{- $paths = append $paths (printf "/etc/nightjar/rules/%s" .) -}}{{- end -}}
{{- if not $paths -}}{{- fail "rules: rules.shipped is off and there are none of your own" -}}{{- end -}}
{{- $paths | toJson -}}
{{- end -}}

{{/* git-sync, once before the start and then beside. */}}
{{- define "nightjar.gitSync" -}}
{{- $git := .root.Values.policy.git -}}
- name: {{ .name }}
  image: {{ required "policy.git.image: name an image of git-sync 4" $git.image }}
  imagePullPolicy: {{ .root.Values.image.pullPolicy }}
  args:
    - --repo={{ required "policy.git.repository: name the repository" $git.repository }}
    - --ref={{ $git.ref }}
    - --root=/policy
    - --link=current
    {{- if .once }}
    - --one-time
    {{- else }}
    - --period={{ $git.period }}
    {{- end }}
  {{- with $git.credentialsSecret }}
  env:
    - name: GITSYNC_USERNAME
      valueFrom: {secretKeyRef: {name: {{ . }}, key: username}}
    - name: GITSYNC_PASSWORD
      valueFrom: {secretKeyRef: {name: {{ . }}, key: password}}
  {{- end }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 65533
    runAsGroup: 65532
    allowPrivilegeEscalation: false
    readOnlyRootFilesystem: true
    capabilities: {drop: [ALL]}
    seccompProfile: {type: RuntimeDefault}
  resources: {{- toYaml $git.resources | nindent 4 }}
  volumeMounts:
    - {name: policy, mountPath: /policy}
    - {name: tmp, mountPath: /tmp}
{{- end -}}

{{/*
With the embedded store the old engine ends before the new one begins. With PostgreSQL the new ones stand by, which is
not ready: they would wait for ever for the old one to go, if all but one had to be ready. It hands over as it ends.
*/}}
{{- define "nightjar.engineStrategy" -}}
{{- if .Values.engine.postgresql.enabled -}}
type: RollingUpdate
rollingUpdate: {maxUnavailable: 100%, maxSurge: 1}
{{- else -}}
type: Recreate
{{- end -}}
{{- end -}}

#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

/// A real HTTP/1.1 server on 127.0.0.1, made for misbehaving: the handler writes raw bytes.
namespace loopback {

struct Request {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers;  ///< names in lower case
};

/// What the handler answers on. Nothing is written that it does not write.
class Connection {
 public:
  Connection(int fd, SSL* tls) : fd_(fd), tls_(tls) {}
  /// False when the peer has gone.
  bool Send(std::string_view bytes);
  /// Status line, headers, Content-Length and body.
  void Respond(int status, std::string_view body,
               const std::vector<std::pair<std::string, std::string>>& headers = {});
  /// Ends the connection after the handler.
  void Close() { closed_ = true; }
  /// Waits until the peer or the server's end closes the connection, sending nothing.
  void WaitForEnd();
  [[nodiscard]] bool closed() const { return closed_; }
  /// Nothing when the peer has gone.
  std::string ReceiveHead();

 private:
  long Receive(char* buffer, std::size_t size);
  int fd_;
  SSL* tls_;
  bool closed_ = false;
  std::string received_;
};

using Handler = std::function<void(const Request&, Connection&)>;

/// Serves from construction to destruction, one thread per connection, any number of requests on
/// each. The handler is called from those threads.
class Server {
 public:
  enum class Scheme { kHttp, kHttps };
  explicit Server(Handler handler, Scheme scheme = Scheme::kHttp);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// "http://127.0.0.1:40001" + path.
  [[nodiscard]] std::string Url(std::string_view path) const;
  /// The same server under another host name, hence another origin.
  [[nodiscard]] std::string UrlOn(std::string_view host, std::string_view path) const;
  /// PEM of the self-signed certificate for 127.0.0.1 and localhost; only for kHttps.
  [[nodiscard]] const std::string& certificate() const { return certificate_; }
  [[nodiscard]] int connections() const { return connections_; }
  /// "GET /path" of every request, in order of arrival.
  [[nodiscard]] std::vector<std::string> log() const;

 private:
  void Accept();
  void Serve(int fd);

  Handler handler_;
  Scheme scheme_;
  int listener_ = -1;
  int port_ = 0;
  std::string certificate_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> tls_{nullptr, &SSL_CTX_free};
  std::atomic<bool> ending_{false};
  std::atomic<int> connections_{0};
  mutable std::mutex mutex_;
  std::vector<int> open_;
  std::vector<std::string> log_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

/// A port on 127.0.0.1 on which nobody listens.
[[nodiscard]] int ClosedPort();

}  // namespace loopback
